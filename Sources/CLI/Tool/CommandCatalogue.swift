/// The commands of `modelops`, in the order of the overview.
public enum CommandCatalogue {
    public static let all: [any Command] = [
        UpCommand(), DownCommand(), DoctorCommand(), InitCommand(), ExplainCommand(), SubmitCommand(), WatchCommand(), WhyCommand(),
        LogsCommand(), JobsListCommand(), JobsShowCommand(), JobsCancelCommand(), JobsPauseCommand(), JobsResumeCommand(), JobsRetryCommand(), ModelsListCommand(), ModelsShowCommand(),
        ModelsDownloadCommand(), ModelsPromoteCommand(), ModelsRollbackCommand(), EvalScoreCommand(), AuditVerifyCommand(),
        DlqListCommand(), DlqShowCommand(), DlqReplayCommand(), DlqParkCommand(), PermitsListCommand(), PermitsResolveCommand(), TopicsApplyCommand(), TopicsDiffCommand(),
    ]

    /// The command whose name stands at the beginning of the words, the longest first.
    static func find(_ words: [String]) -> (command: any Command, rest: [String])? {
        for command in all.sorted(by: { $0.name.count > $1.name.count }) where Array(words.prefix(command.name.count)) == command.name {
            return (command, Array(words.dropFirst(command.name.count)))
        }
        return nil
    }
}
