import Testing

@testable import Features

@Suite struct LanguageGuessTests {
    @Test(arguments: [
        ("My printer does not work any more, what can I do?", "en"), ("Der Drucker geht nicht mehr, was kann ich machen?", "de"),
        ("L'imprimante ne marche plus, que faire avec ce papier ?", "fr"), ("La impresora no funciona, ¿cómo la puedo reparar?", "es"),
        ("La stampante non funziona più, che cosa devo fare?", "it"), ("A impressora não funciona, o que eu faço?", "pt"),
        ("De printer doet het niet meer, wat moet ik doen?", "nl"), ("Drukarka nie działa, jak to naprawić?", "pl"),
        ("Принтер больше не работает", "ru"), ("Принтер більше не працює", "uk"), ("打印机坏了，怎么办", "zh"), ("プリンターが動きません", "ja"),
        ("프린터가 작동하지 않습니다", "ko"), ("الطابعة لا تعمل", "ar"), ("המדפסת לא עובדת", "he"), ("Ο εκτυπωτής δεν λειτουργεί", "el"),
    ])
    func commonLanguagesAreTold(_ text: String, _ language: String) {
        #expect(LanguageGuess.language(of: text) == language)
    }

    @Test(arguments: ["", "42 17", "libfoo2", "xyzzy plugh frotz", "let x = f(y);"])
    func whatCannotBeToldIsUndetermined(_ text: String) {
        #expect(LanguageGuess.language(of: text) == "und")
    }
}
