// `pnpm bench [NAME…]` prints a table; with --json, one JSON object a line. Exits 1 when a row falls short, 3 when a
// suite cannot be measured. `--seconds N` and `--soak MINUTES` are for the suite `service`. `pnpm bench --all` runs
// everything and writes docs/benchmarks.md.
import { existsSync, readdirSync } from 'node:fs'
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
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== '--'),
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      soak: { type: 'string' },
    },
    allowPositionals: true,
  })
  const unknown = positionals.filter((name) => !existsSync(join(folder, `${name}.ts`)))
  if (unknown.length > 0) {
    console.error(`bench: no suite ${unknown.join(', ')}; there are ${known.join(', ')}`)
    return 2
  }
  if (values.all) {
    const all = await measureAll(known, join(import.meta.dirname, '../../docs/benchmarks.md'))
    return all.some(({ ended }) => ended !== undefined) ? 3 : code(all.flatMap(({ rows }) => rows))
  }
  const options = {
    ...(values.seconds !== undefined && { seconds: amount('seconds', values.seconds) }),
    ...(values.soak !== undefined && { soakMinutes: amount('soak', values.soak) }),
  }
  return measure(positionals.length > 0 ? positionals : known, options, values.json)
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
  throw new RangeError(`bench: --${name} is a number from 0 to 3600, not ${text}`)
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error)
  return 3
})
