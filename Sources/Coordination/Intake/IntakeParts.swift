import FleetCore

/// What taking in documents needs, made once and shared by the topics and the HTTP interface.
public struct IntakeParts: Sendable {
    let submissions: SubmissionDesk
    let commands: CommandDesk
    let journal: StatusJournal
    let registry: ModelRegistry
    let letters: DeadLetterDesk
    let clock: any FleetClock
    let identifiers: IdentifierSource

    public init(
        providers: ProviderCatalog, planner: any StagePlanning, registry: ModelRegistry, journal: StatusJournal, clock: any FleetClock,
        identifiers: IdentifierSource, letters: DeadLetterLimits = DeadLetterLimits()
    ) {
        submissions = SubmissionDesk(
            providers: providers, planner: planner, journal: journal, clock: clock, identifiers: identifiers)
        commands = CommandDesk(registry: registry, journal: journal, clock: clock)
        self.letters = DeadLetterDesk(limits: letters, clock: clock)
        self.journal = journal
        self.registry = registry
        self.clock = clock
        self.identifiers = identifiers
    }
}
