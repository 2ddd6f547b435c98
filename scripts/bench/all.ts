import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { benchmarksPage, type Machine, type Measured } from './page.ts'
import { jsonRow, tableHead, tableLine } from './print.ts'
import type { Row } from './row.ts'

/** Runs suites one after the other and writes the page of them all. Each has a process of its own, as by its command. */
export async function measureAll(
  names: readonly string[],
  file: string,
  program: string = join(import.meta.dirname, 'bench.ts'),
): Promise<readonly Measured[]> {
  const before = load()
  const all: Measured[] = []
  console.log(tableHead())
  for (const name of names) {
    all.push(await measured(name, program))
    // Each time: what a run that is stopped has measured stands there.
    writeFileSync(file, benchmarksPage(all, { ...machine(), load: { before, after: load() } }))
  }
  return all
}

async function measured(name: string, program: string): Promise<Measured> {
  const child = spawn(process.execPath, [program, name, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const rows: Row[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const row = jsonRow(line)
    rows.push(row)
    console.log(tableLine(row))
  }
  const [code] = (await exited) as [number | null]
  if (code === 0 || (code === 1 && rows.some(({ ok }) => !ok))) return { name, rows }
  const lines = said.join('').split('\n')
  console.error(lines.join('\n'))
  return {
    name,
    rows,
    ended: lines.find((line) => /^\w*Error\b/.test(line)) ?? `it ended with ${code}`,
  }
}

const load = (): number => loadavg()[0] ?? Number.NaN

const machine = (): Omit<Machine, 'load'> => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: totalmem() / 2 ** 30,
  system: `${platform()} ${release()}, ${arch()}`,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
})
