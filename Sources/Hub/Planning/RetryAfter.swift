/// When a server wants to be asked again.
package enum RetryAfter {
    /// - Parameters:
    ///   - headers: of the answer.
    ///   - now: seconds since 1970.
    package static func wait(_ headers: [(name: String, value: String)], now: Int) -> Duration? {
        func value(_ name: String) -> String? { headers.last { $0.name.lowercased() == name }?.value }
        if let text = value("retry-after") {
            if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 1 << 30)) }
            if let time = seconds(ofDate: text) { return .seconds(max(0, time - now)) }
        }
        return value("ratelimit").flatMap(rateLimit)
    }

    /// Reads `"api";r=0;t=55`: what is left, and the seconds until there is more.
    private static func rateLimit(_ text: String) -> Duration? {
        let fields = text.split(separator: ";").map { $0.drop { $0 == " " } }
        func number(_ name: String) -> Int? {
            fields.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
        }
        guard number("r") == 0, let seconds = number("t"), (0...(1 << 30)).contains(seconds) else { return nil }
        // The server counts whole seconds.
        return .seconds(seconds + 1)
    }

    /// Reads "Wed, 21 Oct 2015 07:28:00 GMT".
    private static func seconds(ofDate text: String) -> Int? {
        let words = text.split(separator: " ")
        let clock = words.count == 6 ? words[4].split(separator: ":").compactMap { Int($0) } : []
        guard clock.count == 3, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
            let month = months.firstIndex(of: String(words[2])), (1...31).contains(day), (1970...9999).contains(year),
            (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return days(year, month + 1, day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Days from 1970 on, counting years from March so that the leap day comes last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let month = (month + 9) % 12
        return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 1 - 719_468
    }
}
