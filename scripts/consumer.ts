import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import oldest from 'typescript-5.7'
import { run } from './command.ts'

/** Loads a specifier from a folder, in a process of its own. Resolves to what went wrong. */
export async function load(
  folder: string,
  how: 'import' | 'require',
  specifier: string,
): Promise<string | undefined> {
  const given =
    how === 'import'
      ? ['--input-type=module', '--eval', `import '${specifier}'`]
      : ['--input-type=commonjs', '--eval', `require('${specifier}')`]
  const { ok, output } = await run(folder, process.execPath, ...given)
  return ok ? undefined : (/^.*Error.*$/m.exec(output)?.[0] ?? output)
}

const node: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
}
const bundler: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
}
/** The newest compiler, with packages found by Node and by bundlers; and the oldest (`Uint8Array<…>` is of 5.7). */
const compilers: readonly (readonly [typeof ts, ts.CompilerOptions])[] = [
  [ts, node],
  [ts, bundler],
  [oldest as unknown as typeof ts, node], // of the same functions
]
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/**
 * Type checks a module and a CommonJS file that use every specifier, and the declarations of ours
 * that these lead to. What is wrong with anybody else's is not our concern.
 */
export function typeCheck(folder: string, specifiers: readonly string[]): string[] {
  const uses = specifiers.map((_, index) => `export type T${index} = typeof m${index}`)
  const asModule = specifiers.map((name, index) => `import * as m${index} from '${name}'`)
  const asCommon = specifiers.map((name, index) => `import m${index} = require('${name}')`)
  writeFileSync(join(folder, 'consumer.mts'), [...asModule, ...uses].join('\n'))
  writeFileSync(join(folder, 'consumer.cts'), [...asCommon, ...uses].join('\n'))
  const found = compilers.flatMap(([compiler, resolution]) =>
    errorsOf(compiler, folder, { ...options, ...resolution }),
  )
  return [...new Set(found)]
}

function errorsOf(compiler: typeof ts, folder: string, given: ts.CompilerOptions): string[] {
  const isBundled = given.moduleResolution === ts.ModuleResolutionKind.Bundler
  const files = isBundled ? ['consumer.mts'] : ['consumer.mts', 'consumer.cts']
  const rootNames = files.map((file) => join(folder, file))
  const host = compiler.createCompilerHost(given)
  host.getCurrentDirectory = () => folder
  return compiler
    .getPreEmitDiagnostics(compiler.createProgram({ rootNames, options: given, host }))
    .map(({ file, start = 0, messageText }) => {
      const path = file?.fileName.replace(/^.*node_modules\/(?=@sallyport\/)|^.*(?=consumer\.)/, '')
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 1
      return `${path}:${line}: ${compiler.flattenDiagnosticMessageText(messageText, ' ')}`
    })
    .filter((text) => !/^(\/|undefined:.*node_modules)/.test(text))
}
