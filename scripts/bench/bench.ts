// `pnpm bench [NAME…]` prints a table; with --json, one JSON object a line. Exits 1 when a row falls short, 2 when there
// is no such thing to measure, 3 when a suite cannot be measured. `--seconds N` and `--soak MINUTES` are for the suite
// `service`. `pnpm bench --all` runs everything and writes docs/benchmarks.md.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureAll } from './all.ts'
import { jsonLine, tableHead, tableLine } from './print.ts'
import type { Row, Suite, SuiteOptions } from './row.ts'

const folder = join(import.meta.dirname, 'suites')
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

async function main(): Promise<number> {
  const { all, json, names, options } = asked(process.argv.slice(2))
  if (!all) return measure(names.length > 0 ? names : known, options, json)
  const each = await measureAll(known, join(import.meta.dirname, '../../docs/benchmarks.md'))
  return each.some(({ ended }) => ended !== undefined) ? 3 : code(each.flatMap(({ rows }) => rows))
}

/** What the command line says, which is wrong, and why. */
class UsageError extends Error {}

function asked(args: readonly string[]) {
  const { values, positionals: names } = parsed(args.filter((arg) => arg !== '--'))
  const { all, json, ...figures } = values
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new UsageError(`no suite ${unknown.join(', ')}; there are ${known.join(', ')}`)
  if (all && (json || names.length > 0 || Object.keys(figures).length > 0))
    throw new UsageError('--all measures every suite as its own command does: it stands alone')
  const options: SuiteOptions = {
    ...(figures.seconds !== undefined && { seconds: amount('seconds', figures.seconds) }),
    ...(figures.soak !== undefined && { soakMinutes: amount('soak', figures.soak) }),
  }
  return { all, json, names, options }
}

function parsed(args: string[]) {
  const flag = { type: 'boolean', default: false } as const
  const figure = { type: 'string' } as const
  const options = { json: flag, all: flag, seconds: figure, soak: figure }
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

async function measure(
  names: readonly string[],
  options: SuiteOptions,
  json: boolean,
): Promise<number> {
  const rows: Row[] = []
  if (!json) console.log(tableHead())
  for (const name of names) {
    const { suite } = (await import(join(folder, `${name}.ts`))) as { suite: Suite }
    for await (const row of suite(options)) {
      rows.push(row)
      console.log(json ? jsonLine(row) : tableLine(row))
    }
  }
  return code(rows)
}

const code = (rows: readonly Row[]): number =>
  rows.length === 0 || rows.some((row) => !row.ok) ? 1 : 0

function amount(name: string, text: string): number {
  const figure = Number(text)
  if (figure > 0 && figure <= 3_600) return figure
  throw new UsageError(`--${name} is a number above 0, at most 3600, not ${text}`)
}

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    console.error(`bench: ${error.message}`)
    return 2
  }
  console.error(error instanceof Error ? error.stack : error)
  return 3
})
