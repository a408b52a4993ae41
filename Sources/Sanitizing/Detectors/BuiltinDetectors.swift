/// The detectors of the fleet. Where two find overlapping places the longer one counts; at the same length that of the detector that stands first here.
/// A new one is a file in this folder and a line here.
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
