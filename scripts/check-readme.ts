// The mistake this prevents: a first page that was true once. Its table gives each package's size and what it brings
// along, and pages name commands; all of that changes elsewhere, and a newcomer is the first to notice.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { bytesOf } from './bundled.ts'
import { markdownFiles } from './markdown.ts'
import { stores } from './size-budgets.ts'
import { entries, type Manifest, type Package, packages } from './workspace.ts'

export const title: string = 'sizes, needs and commands are as pages say'

export async function check(root: string): Promise<string[]> {
  const lines = linesOf(join(root, 'README.md'))
  const found = await Promise.all(packages(root).map((one) => wrongRow(one, lines)))
  return [...found.flat(), ...markdownFiles(root).flatMap((file) => wrongCommands(root, file))]
}

/** What README's row of a package says that is not so. */
async function wrongRow(one: Package, lines: readonly string[]): Promise<string[]> {
  const index = lines.findIndex((line) => line.startsWith(`| [\`${one.short}\`](`))
  if (index < 0) return [`README.md:1: the table of packages has no ${one.short}`]
  const [size, needs = ''] = (lines[index] ?? '').split('|').slice(3, 5)
  const isSize = `${await kibibytes(one)}`
  const areNeeds = needsOf(one.manifest)
  return [
    size?.trim() === isSize ? undefined : `${one.short} has ${isSize} KiB, not ${size?.trim()}`,
    needs.trim() === areNeeds ? undefined : `${one.short} needs ${areNeeds}, not ${needs.trim()}`,
  ].flatMap((wrong) => (wrong === undefined ? [] : [`README.md:${index + 1}: ${wrong}`]))
}

/** Of the main entry point, rounded up. */
async function kibibytes(one: Package): Promise<number> {
  const main = entries(one).find(({ subpath }) => subpath === '.')
  const bytes = main ? await bytesOf(one, main.file, stores[main.specifier]) : 0
  return Math.ceil(bytes / 1_024)
}

/** What is installed with it, or has to be; what some subpath may want is not. */
function needsOf({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): string {
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (name) => peerDependenciesMeta?.[name]?.optional !== true,
  )
  const names = [...Object.keys(dependencies ?? {}), ...peers]
    .map((name) => name.replace('@sallyport/', ''))
    .filter((name) => name !== 'core')
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ')
}

/** pnpm's own. */
const builtin = ['exec', 'install', 'pack']

function wrongCommands(root: string, file: string): string[] {
  const path = join(root, 'package.json')
  const { scripts = {} } = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest)
    : {}
  return linesOf(file).flatMap((line, index) =>
    [...line.matchAll(/(?:npx -y pnpm@12|`pnpm) ([a-z][\w-]*)((?: [a-z][\w-]*)*)/g)]
      .map(([, script = '', args = '']) =>
        script in scripts || builtin.includes(script)
          ? wrongArgument(root, script, args.trim().split(' '))
          : `there is no command "pnpm ${script}"`,
      )
      .flatMap((wrong) => (wrong ? [`${relative(root, file)}:${index + 1}: ${wrong}`] : [])),
  )
}

/** A suite or a check that there is not. */
function wrongArgument(root: string, script: string, names: readonly string[]): string | undefined {
  const place = { bench: 'bench/suites/', check: 'check-' }[script]
  if (place === undefined) return undefined
  const wrong = names.find(
    (name) => name !== '' && !existsSync(join(root, `scripts/${place}${name}.ts`)),
  )
  return wrong && `"pnpm ${script}" knows no "${wrong}"`
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n')
