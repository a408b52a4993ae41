/// Frequent short words of languages in Latin letters. A word that several languages have votes for each of them, and so decides nothing between them;
/// words of one letter are left out, since code and formulas are full of them.
enum StopWords {
    private static let words: [(language: String, words: String)] = [
        (
            "en",
            "the and of to is are was it that this for with not have has you your from they what which how can will would do does my be by an at in on or"
        ),
        (
            "de",
            "der die das und ist nicht ein eine einen dem den mit auf für von zu sich im auch wie wird werden ich sie wir was kann über bei in es"
        ),
        ("fr", "le la les des et est un une du dans que qui pour pas sur avec ce cette je vous nous il elle sont au aux être comment de en"),
        ("es", "el la los las de es un una que en por para con no se su lo como más pero está son mi qué cómo del al"),
        ("it", "il lo la gli le di un una che non per con del della sono si come questo ho più dei nel alla in da"),
        ("pt", "os as de um uma que não em para com do da no na por se como mais mas são eu está ao dos das"),
        ("nl", "de het een en van is niet dat die in op te voor met zijn aan ik je wat hoe kan wordt ook maar naar er bij om"),
        ("sv", "och att det som en ett är på för med inte av den till jag har vad hur kan om så vi de från eller"),
        ("pl", "na nie jest się do to że jak co po za od czy dla tak ale są przez ten ta który mnie"),
        ("tr", "ve bir bu için ile de da ne var çok mi mı ben sen olarak gibi daha ama nasıl değil olan en kadar"),
    ]

    /// The languages of a word in lower case.
    static let languages: [String: [String]] = {
        var found: [String: [String]] = [:]
        for (language, words) in words {
            for word in Set(words.split(separator: " ")) { found[String(word), default: []].append(language) }
        }
        return found
    }()
}
