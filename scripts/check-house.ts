// The mistake this prevents: a file that grows by ten harmless lines a week until nobody reads it
// whole. Lengths are budgets: raising one is an edit to this file, with its reason beside it.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'
import { at, nodes, parse } from './syntax.ts'
import { files, packages } from './workspace.ts'

export const title: string = 'files and functions stay short'

/** Lines, of a file but for the functions': what is nested in a function counts for itself. */
const budget = { file: 350, median: 80, p90: 170, function: 40, check: 110 }
/** Tables, not code: as long as what they list. */
const data = /(^|\/)(data|presets)(\/|\.ts$)|\.d\.ts$/

export async function check(root: string): Promise<string[]> {
  const all = files(root, '{packages,examples,scripts}/**/*.ts').map((file) => relative(root, file))
  const sources = all.filter((file) => /^packages\/[^/]+\/src\//.test(file))
  return [
    ...all.filter((file) => !data.test(file)).flatMap((file) => longFile(root, file)),
    ...all
      .filter((file) => /^scripts\/check-[^/]+$/.test(file))
      .flatMap((file) => unopened(root, file)),
    ...sources.flatMap((file) => longFunctions(root, `${root}/${file}`)),
    ...spreads(root).flatMap(({ short, median, p90 }) => [
      ...over(`packages/${short}:1`, 'median file', median, budget.median),
      ...over(`packages/${short}:1`, 'p90 of its files', p90, budget.p90),
    ]),
  ]
}

/** Median, p90 and most lines of each package's files. */
export async function report(root: string): Promise<string[]> {
  return spreads(root).map(
    ({ short, count, median, p90, most }) =>
      `${short.padEnd(18)} ${count} files; median ${median}, p90 ${p90}, most ${most} lines`,
  )
}

interface Spread {
  readonly short: string
  readonly count: number
  readonly median: number
  readonly p90: number
  readonly most: number
}

function spreads(root: string): Spread[] {
  return packages(root).map(({ short, folder }) => {
    const lengths = files(folder, 'src/**/*.ts')
      .filter((file) => !data.test(relative(root, file)))
      .map(lines)
      .sort((a, b) => a - b)
    const part = (share: number): number => lengths[Math.ceil(lengths.length * share) - 1] ?? 0
    return { short, count: lengths.length, median: part(0.5), p90: part(0.9), most: part(1) }
  })
}

function longFile(root: string, file: string): string[] {
  const most = /^scripts\/check-[^/]+$/.test(file) ? budget.check : budget.file
  return over(`${file}:1`, 'the file', lines(`${root}/${file}`), most)
}

function unopened(root: string, file: string): string[] {
  const opens = readFileSync(`${root}/${file}`, 'utf8').startsWith('// The mistake this prevents: ')
  return opens ? [] : [`${file}:1: a check opens with "// The mistake this prevents: …"`]
}

function longFunctions(root: string, file: string): string[] {
  return [...nodes(parse(file))]
    .filter((node) => ts.isFunctionLike(node))
    .flatMap((node) => over(at(root, node), 'the function', ownLines(node), budget.function))
}

function ownLines(node: ts.Node): number {
  const inner: ts.Node[] = []
  const collect = (child: ts.Node): void =>
    ts.isFunctionLike(child) ? void inner.push(child) : ts.forEachChild(child, collect)
  ts.forEachChild(node, collect)
  return inner.reduce((sum, one) => sum - height(one) + 1, height(node))
}

function height(node: ts.Node): number {
  return node.getText().split('\n').length
}

function lines(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length
}

function over(where: string, what: string, is: number, most: number): string[] {
  return is > most ? [`${where}: ${what} has ${is} lines; ${most} is the most`] : []
}
