/// Common short words: most tokenizers have a token for each of them with the blank before it.
enum Words {
    static let all = text.split(whereSeparator: \.isWhitespace).map(String.init)

    private static let text = """
        the of and to in is that for it as was with be by on not he this are or his from at which but have an had they you
        were their one all we can her has there been if more when will would who so no she other its may these what them
        than some him time into only do such my new about out also two any up first could our then most see me should after
        said your very between made many over did must where through before years right still down even under same last
        here both life good work part way men day great little world state such house each three people year know how long
        old small high home hand place use water found give think again night left end side head light line city name
        white room well back seem face course door half table mind moment art fact word open true name body case food war
        tree road river stone field horse bird fish sun moon rain wind snow sea land hill garden window paper book letter
        music king queen ship train car street school church market village winter summer morning evening green black red
        blue gold silver iron glass wood bread salt milk fruit apple cold warm hot dry wet fast slow deep wide short tall
        young strong weak rich poor clean dark quiet loud early late near far north south east west happy simple ready
        free full empty heavy soft hard sharp round flat clear fine kind bright number group system order form level
        """
}
