// `import Dazzle` is all that users write: these modules show, as public, only what belongs to the library's interface
// (sampling parameters, finish reasons, log-probabilities; JSON values and the error type).
@_exported public import Generation
@_exported public import Support
