// The mistake this prevents: a release that only its author can use. What is published is not what
// is tested here: other exports, built files, other types. So every package is packed, judged by
// publint and attw, and installed with all others; then each subpath is imported, required, and
// type checked from either side.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { inTurns, run } from './command.ts'
import { installTarballs } from './scratch.ts'
import { pack, type Tarball } from './tarball.ts'
import { entries, packages } from './workspace.ts'

export const title: string = 'what is packed installs, loads and type checks'

const binaries = join(import.meta.dirname, '../node_modules/.bin')

export async function check(root: string): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-packed-')))
  const scratch = join(folder, 'scratch')
  mkdirSync(scratch)
  try {
    const tarballs = await inTurns(packages(root), 2, (one) => pack(one, folder))
    if (tarballs.length === 0) return []
    await installTarballs(scratch, tarballs)
    const specifiers = tarballs.flatMap(({ one }) => entries(one).map((entry) => entry.specifier))
    return [
      ...(await inTurns(tarballs, 2, (tarball) => judge(root, tarball))).flat(),
      ...(await load(scratch, 'import.mjs', specifiers, (name) => `await import('${name}')`)),
      ...(await load(scratch, 'require.cjs', specifiers, (name) => `require('${name}')`)),
      ...typeCheck(scratch, specifiers),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function judge(root: string, { one, path }: Tarball): Promise<string[]> {
  const where = `${relative(root, join(one.folder, 'package.json'))}:1`
  const publint = await run(one.folder, join(binaries, 'publint'), 'run', path, '--strict')
  const attw = await run(
    one.folder,
    join(binaries, 'attw'),
    path,
    '--profile',
    'node16',
    '-f',
    'ascii',
  )
  return [
    ...(publint.ok ? [] : [`${where}: publint: ${publint.output}`]),
    ...(attw.ok ? [] : [`${where}: attw: ${attw.output}`]),
  ]
}

/** Loads every subpath in one process; each that fails is told by its name. */
async function load(
  scratch: string,
  file: string,
  specifiers: readonly string[],
  load: (specifier: string) => string,
): Promise<string[]> {
  const code = specifiers.map(
    (name) => `try { ${load(name)} } catch (error) { console.log('${name}: ' + error) }`,
  )
  writeFileSync(join(scratch, file), code.join('\n'))
  const { ok, output } = await run(scratch, process.execPath, file)
  const lines = output.split('\n').filter((line) => line !== '')
  return ok ? lines.map((line) => `${file}:1: ${line}`) : [`${file}:1: ${output}`]
}

/** Checks what the subpaths' types are, from a module and from CommonJS, themselves included. */
function typeCheck(scratch: string, specifiers: readonly string[]): string[] {
  const consumers = [
    ['consumer.mts', (name: string, index: number) => `import * as m${index} from '${name}'`],
    ['consumer.cts', (name: string, index: number) => `import m${index} = require('${name}')`],
  ] as const
  const rootNames = consumers.map(([file, line]) => {
    const uses = specifiers.map((_, index) => `export type T${index} = typeof m${index}`)
    writeFileSync(join(scratch, file), [...specifiers.map(line), ...uses].join('\n'))
    return join(scratch, file)
  })
  // The declarations themselves too: a consumer without skipLibCheck must not see errors in them.
  const program = ts.createProgram(rootNames, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    types: ['node'],
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 1
    const where = file ? relative(realpathSync(scratch), file.fileName) : 'tsc'
    return `${where}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}
