/// A date and time of day as a calendar and a clock on the wall show them, without a zone.
package struct LocalTime: Sendable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var microsecond: Int

    package init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    private var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// The day of the year, from 1.
    var yearDay: Int {
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        let month = min(max(month, 1), 12)
        return before[month - 1] + day + (isLeapYear && month > 2 ? 1 : 0)
    }

    /// The day of the week, from Sunday as 0.
    var weekday: Int {
        let past = year - 1
        return (past + past / 4 - past / 100 + past / 400 + yearDay) % 7
    }

    /// The week that ISO 8601 counts, and the year it belongs to.
    var isoWeek: (year: Int, week: Int) {
        let fromMonday = (weekday + 6) % 7
        let week = (yearDay - 1 - fromMonday + 10) / 7
        if week < 1 { return (year - 1, Self.weeks(in: year - 1)) }
        if week > Self.weeks(in: year) { return (year + 1, 1) }
        return (year, week)
    }

    private static func weeks(in year: Int) -> Int {
        let lastDay = LocalTime(year: year, month: 12, day: 31)
        let firstDay = LocalTime(year: year, month: 1, day: 1)
        return firstDay.weekday == 4 || lastDay.weekday == 4 ? 53 : 52
    }
}
