/// The detectors of the fleet, in the order of their priority. A new one is a file in this folder and a line here.
public enum BuiltinDetectors {
    public static let all: [any PIIDetector] = [
        SecretDetector(),
        EmailDetector(),
        IBANDetector(),
        CardDetector(),
        NationalIDDetector(),
        IPAddressDetector(),
        PhoneDetector(),
        MailboxNameDetector(),
    ]
}
