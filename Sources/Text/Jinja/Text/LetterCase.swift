// Case conversion by code point, as Python does it.
extension String {
    var pythonUpper: String { mapScalars { $0.properties.uppercaseMapping } }

    var pythonLower: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return lowercased() }
        let scalars = Array(unicodeScalars)
        return lowered(scalars[...], in: scalars)
    }

    /// `str.title`: a letter is in title case unless a letter stands before it.
    var pythonTitle: String {
        let scalars = Array(unicodeScalars)
        var result = ""
        var followsLetter = false
        for index in scalars.indices {
            result +=
                followsLetter
                ? lowered(scalars[index...index], in: scalars) : scalars[index].properties.titlecaseMapping
            followsLetter = scalars[index].isCasedLetter
        }
        return result
    }

    var pythonCapitalized: String {
        let scalars = Array(unicodeScalars)
        guard let first = scalars.first else { return self }
        return first.properties.titlecaseMapping + lowered(scalars[1...], in: scalars)
    }

    var pythonSwappedCase: String {
        let scalars = Array(unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar.isUppercaseLetter {
                result += lowered(scalars[index...index], in: scalars)
            } else {
                result += scalar.isLowercaseLetter ? scalar.properties.uppercaseMapping : String(scalar)
            }
        }
        return result
    }

    /// `str.casefold`; full folding differs from lower case where a letter has several capitals or none.
    var pythonFolded: String {
        mapScalars { scalar in
            switch scalar {
            case "ß", "ẞ": "ss"
            case "ς": "σ"
            case "ſ": "s"
            case "µ": "μ"
            default:
                scalar.isLowercaseLetter && scalar.properties.uppercaseMapping.unicodeScalars.count > 1
                    ? scalar.properties.uppercaseMapping.lowercased() : scalar.properties.lowercaseMapping
            }
        }
    }

    func mapScalars(_ transform: (Unicode.Scalar) -> String) -> String {
        var result = ""
        result.reserveCapacity(utf8.count)
        for scalar in unicodeScalars { result += transform(scalar) }
        return result
    }

    private func lowered(_ slice: ArraySlice<Unicode.Scalar>, in all: [Unicode.Scalar]) -> String {
        var result = ""
        for index in slice.indices {
            if all[index] == "\u{3A3}" {
                result += isFinalSigma(at: index, in: all) ? "\u{3C2}" : "\u{3C3}"
            } else {
                result += all[index].properties.lowercaseMapping
            }
        }
        return result
    }

    /// The Greek sigma has another form at the end of a word.
    private func isFinalSigma(at index: Int, in all: [Unicode.Scalar]) -> Bool {
        let before = all[..<index].last { !$0.properties.isCaseIgnorable }
        let after = all[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return (before?.isCasedLetter ?? false) && !(after?.isCasedLetter ?? false)
    }

    /// `str.isupper` and `str.islower`: some letter has the case, and none has another.
    func isAll(_ matches: (Unicode.Scalar) -> Bool) -> Bool {
        var found = false
        for scalar in unicodeScalars where scalar.isCasedLetter {
            guard matches(scalar) else { return false }
            found = true
        }
        return found
    }

    var isPythonTitle: Bool {
        var found = false
        var followsLetter = false
        for scalar in unicodeScalars {
            if scalar.isUppercaseLetter || scalar.isTitlecaseLetter {
                guard !followsLetter else { return false }
                found = true
            } else if scalar.isLowercaseLetter {
                guard followsLetter else { return false }
                found = true
            }
            followsLetter = scalar.isCasedLetter
        }
        return found
    }
}
