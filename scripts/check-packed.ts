// The mistake this prevents: a release that only its author can use. What is published is not what
// is tested here: other exports, built files, other types. So every package is packed, looked into, judged
// by publint and attw, and installed with all others; then each subpath is imported, required, and
// type checked from either side.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { inTurns, run } from './command.ts'
import { load, typeCheck } from './consumer.ts'
import { alsoShipped } from './manifest.ts'
import { installTarballs } from './scratch.ts'
import { pack, type Tarball } from './tarball.ts'
import { type Entry, entries, type Package, packages } from './workspace.ts'

export const title: string = 'what is packed installs, loads and type checks'

const binaries = join(import.meta.dirname, '../node_modules/.bin')

export async function check(root: string): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-packed-')))
  const scratch = join(folder, 'scratch')
  mkdirSync(scratch)
  try {
    const packed = await inTurns(packages(root), 2, (one) =>
      pack(one, folder).catch((error: Error) => error.message),
    )
    const failures = packed.filter((one) => typeof one === 'string')
    const tarballs = packed.filter((one) => typeof one !== 'string')
    if (failures.length > 0 || tarballs.length === 0) return failures
    await installTarballs(scratch, tarballs)
    const subpaths = tarballs.flatMap(({ one }) => entries(one))
    return [
      ...(await inTurns(tarballs, 2, (tarball) => judge(root, tarball))).flat(),
      ...(await loads(root, scratch, 'import', subpaths)),
      ...(await loads(root, scratch, 'require', subpaths)),
      ...typeCheck(
        scratch,
        subpaths.map(({ specifier }) => specifier),
      ),
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
    ...(await contentProblems(one, path)).map((what) => `${where}: ${what}`),
    ...(publint.ok ? [] : [`${where}: publint: ${publint.output}`]),
    ...(attw.ok ? [] : [`${where}: attw: ${attw.output}`]),
  ]
}

/** What is missing from a tarball, and what nobody who installs it has a use for. */
async function contentProblems({ folder, short }: Package, path: string): Promise<string[]> {
  const { ok, stdout, output } = await run(folder, 'tar', '-tzf', path)
  if (!ok) return [`tar: ${output}`]
  const names = stdout.trim().split('\n')
  const wanted = ['package.json', 'LICENSE', 'README.md', ...(alsoShipped[short] ?? [])]
  const files = names.map((name) => name.replace(/^package\//, ''))
  return [
    ...wanted.filter((name) => !files.includes(name)).map((name) => `packs no ${name}`),
    ...files
      .filter((name) => !wanted.includes(name) && !/^(dist\/[\w.-]+|CHANGELOG\.md)$/.test(name))
      .map((name) => `packs ${name}, which is neither built nor asked for`),
  ]
}

async function loads(
  root: string,
  scratch: string,
  how: 'import' | 'require',
  subpaths: readonly Entry[],
): Promise<string[]> {
  const failures = await inTurns(subpaths, 2, ({ specifier }) => load(scratch, how, specifier))
  return failures.flatMap((text, index) => {
    const { file = '', specifier = '' } = subpaths[index] ?? {}
    return text === undefined ? [] : [`${relative(root, file)}:1: ${how} '${specifier}': ${text}`]
  })
}
