// `pnpm bench [NAME…]` prints a table; with --json, one JSON object a line. Exits 1 when a row falls short.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { jsonLine, tableHead, tableLine } from './print.ts'
import type { Row, Suite } from './row.ts'

const folder = join(import.meta.dirname, 'suites')
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

const words = process.argv.slice(2)
const json = words.includes('--json')
const named = words.filter((word) => !word.startsWith('--'))
const unknown = named.filter((name) => !existsSync(join(folder, `${name}.ts`)))
if (unknown.length > 0) {
  console.error(`bench: no suite ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}

const rows: Row[] = []
if (!json) console.log(tableHead())
for (const name of named.length > 0 ? named : known) {
  const { suite } = (await import(join(folder, `${name}.ts`))) as { suite: Suite }
  for await (const row of suite()) {
    rows.push(row)
    console.log(json ? jsonLine(row) : tableLine(row))
  }
}
if (rows.length === 0 || rows.some((row) => !row.ok)) process.exitCode = 1
