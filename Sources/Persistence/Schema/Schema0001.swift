/// The first schema: everything that the coordinator keeps. Never edit a migration that was released; add the next one.
enum Schema0001 {
    static let migration = Migration(number: 1, name: "the house stands", statements: leadership + work + messages + registry)
}
