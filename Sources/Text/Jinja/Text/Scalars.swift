// What Python's `str` methods ask of a single code point.
extension Unicode.Scalar {
    /// `str.isspace`, which differs from Unicode's White_Space in the four separators U+001C to U+001F.
    var isPythonSpace: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    var startsIdentifier: Bool { self == "_" || properties.isXIDStart }

    /// `str.isprintable`: what `repr` shows as it is.
    var isPythonPrintable: Bool {
        if isASCII { return (0x20..<0x7F).contains(value) }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    /// `str.splitlines` ends a line here.
    var endsPythonLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isPythonAlpha: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isPythonDecimal: Bool { properties.generalCategory == .decimalNumber }
    var isPythonDigit: Bool { properties.numericType == .decimal || properties.numericType == .digit }
    var isPythonNumeric: Bool { properties.numericType != nil }
    var isPythonAlphanumeric: Bool { isPythonAlpha || isPythonDigit || isPythonNumeric }
    /// `\w` of Python's `re`.
    var isWord: Bool { isPythonAlphanumeric || self == "_" }

    var isUppercaseLetter: Bool { properties.isUppercase }
    var isLowercaseLetter: Bool { properties.isLowercase }
    var isTitlecaseLetter: Bool { properties.generalCategory == .titlecaseLetter }
    var isCasedLetter: Bool { isUppercaseLetter || isLowercaseLetter || isTitlecaseLetter }
}
