import FleetCore
import FleetTesting
import Testing

@testable import FleetHost

@Suite struct SettingsTests {
    private func read(
        _ arguments: [String] = [], _ environment: [String: String] = [:], files: [String: String] = [:], as reader: Setting.Reader = .coordinator
    ) throws -> Settings {
        try SettingsReader(reader) { path in
            guard let text = files[path] else { throw FleetError("file_unreadable", .rejected, "\(path) cannot be opened") }
            return Array(text.utf8)
        }.read(arguments: arguments, environment: environment)
    }

    @Test func theCommandLineGoesBeforeVariableBeforeFileBeforeDefault() throws {
        let file = #"{"lease": {"duration": "40s", "sweep": "7s"}, "http": {"port": 9000}, "fleet": {"id": "of-file"}}"#
        let settings = try read(
            ["--lease-duration=10s", "--settings", "s.json"], ["MODELOPS_FLEET_ID": "of-variable", "MODELOPS_LEASE_DURATION": "20s"],
            files: ["s.json": file])
        #expect(try settings.duration(SettingCatalogue.lease) == .seconds(10))
        #expect(settings.text(SettingCatalogue.fleet) == "of-variable")
        #expect(try settings.duration(SettingCatalogue.leaseSweep) == .seconds(7))
        #expect(settings.integer(SettingCatalogue.httpPort) == 9000)
        #expect(settings.text(SettingCatalogue.httpAddress) == "127.0.0.1")
    }

    @Test(arguments: [
        (["--http-prot", "1"], "--http-port"), (["--kafka-brokers"], "without a value"), (["--http-port", "70000"], "http.port"),
        (["--lease-duration", "soon"], "lease.duration"), (["--log-level", "loud"], "log.level"), (["stray"], "stray"),
    ])
    func aWrongWordIsRefusedByName(arguments: [String], naming: String) {
        let error = expectFleetError { try read(arguments) }
        #expect(error?.description.contains(naming) == true, "\(String(describing: error))")
    }

    @Test func anUnknownVariableOrKeyIsRefusedWithTheNearestName() {
        let variable = expectFleetError { try read([], ["MODELOPS_KAFKA_BROKER": "a:1"]) }
        #expect(variable?.description.contains("MODELOPS_KAFKA_BROKERS") == true)
        let key = expectFleetError { try read(["--settings", "f"], files: ["f": #"{"kafka": {"broker": ["a:1"]}}"#]) }
        #expect(key?.path == "kafka.broker")
        #expect(key?.hint == "did you mean kafka.brokers?")
    }

    @Test func aSecretComesFromAFileIsNeverShownAndHasNoFlag() throws {
        let settings = try read([], ["MODELOPS_KAFKA_SASL_PASSWORD_FILE": "/run/secret"], files: ["/run/secret": "hunter2\n"])
        #expect(settings.text(SettingCatalogue.saslPassword) == "hunter2")
        #expect(!settings.redacted.values.contains { $0.contains("hunter2") })
        #expect(settings.redacted["kafka.sasl_password"] == "(set)")
        for setting in SettingCatalogue.all where setting.isSecret { #expect(setting.flag == nil) }
        let wrong = expectFleetError { try read(["--kafka-sasl-password", "hunter2"]) }
        #expect(wrong?.description.contains("hunter2") == false)
    }

    @Test func oneFileServesAllProcesses() throws {
        let file = #"{"store": {"url": "sqlite:/data"}, "worker": {"slots": 3}, "kafka": {"options": {"linger.ms": "1"}}}"#
        let trainer = try read(["--settings", "f"], files: ["f": file], as: .trainer)
        #expect(trainer.integer(SettingCatalogue.slots) == 3)
        #expect(trainer.text(SettingCatalogue.store) == nil)
        #expect(trainer.pairs(SettingCatalogue.kafkaOptions) == ["linger.ms": "1"])
    }

    @Test func theHelpNamesEverySettingOfItsProcess() {
        let page = SettingsHelp.page(for: .trainer, synopsis: "trainer")
        for setting in SettingCatalogue.settings(of: .trainer) { #expect(page.contains(setting.flag ?? setting.key)) }
        #expect(!page.contains("--store-url"))
    }

    @Test func ofObjectsAndPairsOnlyTheNamesAreShown() throws {
        let file = #"""
            {"kafka": {"options": {"ssl.key.password": "hunter2", "linger.ms": "1"}, "key_password": "hunter2"},
             "providers": {"eu": {"type": "openai", "base_url": "https://a:hunter2@b/v1"}}, "http": {"api_keys": {"ci": {"sha256": "hunter2"}}}}
            """#
        let settings = try read(["--settings", "f"], files: ["f": file])
        #expect(settings.redacted["kafka.options"] == "linger.ms, ssl.key.password")
        #expect(settings.redacted["providers"] == "eu" && settings.redacted["http.api_keys"] == "ci")
        #expect(!settings.redacted.values.contains { $0.contains("hunter2") })
        for setting in SettingCatalogue.all where setting.kind == .pairs { #expect(setting.flag == nil) }
    }

    @Test(arguments: [
        ("https://api.example.com/v1", true), ("http://127.0.0.1:8000/v1", true), ("http://localhost/v1", true), ("http://[::1]:80/v1", true),
        ("http://api.example.com/v1", false), ("http://127.0.0.1.example.com/v1", false), ("http://localhost@example.com/v1", false),
        ("httpsomething://example.com", false), ("http://", false),
    ])
    func aProvidersKeyIsNotSentInTheClear(_ url: String, _ isTaken: Bool) throws {
        func providers(_ key: String) throws -> [ProviderSettings] {
            let file = #"{"providers": {"p": {"type": "openai", "base_url": "\#(url)"\#(key)}}}"#
            return try ProviderSettings.read(try read(["--settings", "f"], files: ["f": file]))
        }
        #expect(try providers("").count == 1)
        if isTaken {
            #expect(try providers(#", "api_key_file": "k""#).first?.apiKeyFile == "k")
        } else {
            #expect(throws: FleetError.self) { try providers(#", "api_key_file": "k""#) }
        }
    }
}
