import { join } from 'node:path'
import ts from 'typescript'

/** What the compiler says about one of the files. */
export interface Mistyped {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** An example may define what it does not use, and is nobody's declaration. */
const relaxed = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  declaration: false,
  isolatedDeclarations: false,
}

/** Type checks programs under the house's flags, all at once. Reports on these files alone. */
export function typeErrors(paths: readonly string[]): Mistyped[] {
  const base = join(import.meta.dirname, '..', 'tsconfig.base.json')
  const { config } = ts.readConfigFile(base, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [] },
    ts.sys,
    join(base, '..'),
  )
  const program = ts.createProgram([...paths], {
    ...options,
    ...relaxed,
    moduleDetection: ts.ModuleDetectionKind.Force,
  })
  return paths
    .map((path) => program.getSourceFile(path))
    .filter((source) => source !== undefined)
    .flatMap((source) =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start = 0, messageText }) => ({
          file: source.fileName,
          line: source.getLineAndCharacterOfPosition(start).line + 1,
          text: ts.flattenDiagnosticMessageText(messageText, '\n    '),
        }),
      ),
    )
}
