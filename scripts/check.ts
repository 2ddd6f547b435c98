// Runs every check of this folder, or the named ones: `pnpm check`, `pnpm check edges docs`.
import { join } from 'node:path'
import { files } from './workspace.ts'

/** What a `check-<name>.ts` exports. Findings begin with `file:line: `. */
export interface Check {
  readonly title: string
  check(root: string): Promise<string[]>
  /** Figures worth reading even when nothing is wrong. */
  report?(root: string): Promise<string[]>
}

/** The names of the checks in a folder, sorted. */
export function checkNames(folder: string): string[] {
  return files(folder, 'check-*.ts').map((file) => file.replace(/^.*\/check-|\.ts$/g, ''))
}

/** Runs checks one after another and prints a line for each. Resolves to the number of findings. */
export async function runChecks(
  root: string,
  folder: string,
  names: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  let total = 0
  for (const name of names) {
    const { title, check, report } = (await import(join(folder, `check-${name}.ts`))) as Check
    const start = performance.now()
    const findings = await check(root).catch((error: Error) => [
      `check-${name}.ts:1: ${error.stack}`,
    ])
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    total += findings.length
    const result = findings.length === 0 ? 'ok' : `${findings.length} found`
    print(`${name.padEnd(9)} ${result.padEnd(9)} ${seconds.padStart(5)} s  ${title}`)
    for (const line of [...findings, ...((await report?.(root)) ?? [])]) print(`  ${line}`)
  }
  return total
}

if (process.argv[1] === import.meta.filename) {
  const folder = import.meta.dirname
  const all = checkNames(folder)
  const named = process.argv.slice(2)
  const unknown = named.filter((name) => !all.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no check "${unknown[0]}". There are: ${all.join(', ')}`)
    process.exit(1)
  }
  const chosen = named.length > 0 ? named : all
  const found = await runChecks(join(folder, '..'), folder, chosen, console.log)
  process.exitCode = found > 0 ? 1 : 0
}
