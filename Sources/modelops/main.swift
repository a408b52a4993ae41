import CLI
import Foundation

exit(await CommandLineTool.run())
