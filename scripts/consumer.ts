import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
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

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
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
  const rootNames = ['consumer.mts', 'consumer.cts'].map((file) => join(folder, file))
  const host = ts.createCompilerHost(options)
  host.getCurrentDirectory = () => folder
  return ts
    .getPreEmitDiagnostics(ts.createProgram({ rootNames, options, host }))
    .map(({ file, start = 0, messageText }) => {
      const path = file?.fileName.replace(/^.*node_modules\/(?=@sallyport\/)|^.*(?=consumer\.)/, '')
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 1
      return `${path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
    .filter((text) => !/^(\/|undefined:.*node_modules)/.test(text))
}
