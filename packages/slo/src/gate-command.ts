import { readFile, writeFile } from 'node:fs/promises'
import { evaluate } from './evaluate.ts'
import { type GateResult, gate, type Judged } from './gate.ts'
import { type GateArguments, gateArguments, usage } from './gate-arguments.ts'
import { type GateFile, readGateFile } from './gate-files.ts'
import { reports } from './reports/reports.ts'
import { visible } from './reports/visible.ts'
import type { Slo } from './slo.ts'
import type { Snapshot } from './snapshot.ts'
import { snapshotSource } from './snapshot-source.ts'

/** The world of {@link runGate}. */
export interface GateIo {
  /**
   * All objectives that must be among the evaluations; one that is not there is unknown. Snapshots cannot be
   * judged without them. @default whatever the files hold
   */
  readonly slos?: readonly Slo[]
  /** @default from the disk */
  readonly readText?: (path: string) => Promise<string>
  /** @default to the disk */
  readonly writeText?: (path: string, text: string) => Promise<void>
  /** @default to standard output */
  readonly print?: (text: string) => void
  /** @default to standard error */
  readonly complain?: (text: string) => void
}

/**
 * The gate as a command: reads files, writes reports, and says how the process should end. 0: the gate
 * passed. 1: it failed. 2: it could not be told. Never rejects.
 *
 * @param argv - `process.argv.slice(2)`.
 *
 * @example
 * ```ts
 * import { runGate } from '@sallyport/slo/run-gate'
 *
 * const exitCode = await runGate(['--report', 'text', 'slo.json'], {
 *   readText: async () => '{ "evaluations": [] }',
 * })
 * // prints: FAILED: there are no objectives
 * console.log(exitCode) // prints: 1
 * ```
 */
export async function runGate(argv: readonly string[], io: GateIo = {}): Promise<0 | 1 | 2> {
  const { complain = (text) => void process.stderr.write(text) } = io
  let asked: GateArguments
  try {
    asked = gateArguments(argv)
  } catch (error) {
    complain(`${messageOf(error)}\n${usage}`)
    return 2
  }
  try {
    const result = gate(await judgedIn(asked.files, io), asked.options)
    const isWritten = await write(result, asked, { complain, ...io })
    return isWritten || result.exitCode !== 0 ? result.exitCode : 2
  } catch (error) {
    complain(`could not evaluate: ${messageOf(error)}\n`)
    return 2
  }
}

const messageOf = (error: unknown): string =>
  visible(error instanceof Error ? error.message : String(error))

async function judgedIn(
  files: readonly string[],
  { slos, readText = (path) => readFile(path, 'utf8') }: GateIo,
): Promise<readonly Judged[]> {
  const found = await Promise.all(files.map(async (path) => readNamed(path, await readText(path))))
  const evaluations = found.flatMap((one) => ('evaluations' in one ? one.evaluations : []))
  const snapshots = found.flatMap((one) => ('snapshots' in one ? one.snapshots : []))
  const known = new Map(evaluations.map(({ slo }) => [slo.id, slo]))
  for (const slo of slos ?? []) demandSame(slo, known.get(slo.id))
  const others = (slos ?? []).filter(({ id }) => !known.has(id))
  if (snapshots.length > 0) return [...evaluations, ...(await evaluated(snapshots, others))]
  return [...evaluations, ...others.map(notThere)]
}

/** What was judged by another objective, an older one, say, says nothing of ours. */
function demandSame(slo: Slo, { objective, severity }: Judged['slo'] = slo): void {
  if (objective.percent !== slo.objective.percent)
    throw new TypeError(
      `slo: ${slo.id} was judged by ${objective.percent} %, not by ${slo.objective.percent} %`,
    )
  if (severity !== slo.severity)
    throw new TypeError(`slo: ${slo.id} was judged as ${severity}, not as ${slo.severity}`)
}

function readNamed(path: string, text: string): GateFile {
  try {
    return readGateFile(text)
  } catch (error) {
    throw new TypeError(`${path}: ${messageOf(error)}`)
  }
}

async function evaluated(snapshots: readonly Snapshot[], slos: readonly Slo[]): Promise<Judged[]> {
  const stray = snapshots.find((one) => !slos.some(({ id }) => id === one.slo))
  if (stray !== undefined)
    throw new TypeError(`slo: a snapshot is of ${stray.slo}, which is not among "slos"`)
  return evaluate(slos, snapshotSource(slos, snapshots))
}

const notThere = (slo: Slo): Judged => ({
  slo,
  state: 'unknown',
  reason: 'no_data',
  message: 'no file speaks of it',
  good: 0,
  total: 0,
})

async function write(
  result: GateResult,
  { reports: asked }: GateArguments,
  io: GateIo & Required<Pick<GateIo, 'complain'>>,
): Promise<boolean> {
  const {
    writeText = (path, text) => writeFile(path, text),
    print = (text) => void process.stdout.write(text),
  } = io
  const written = asked.map(async ({ format, file }) => {
    const text = reports[format](result)
    if (file === undefined) return print(text)
    await writeText(file, text)
  })
  const lost = (await Promise.allSettled(written)).filter((one) => one.status === 'rejected')
  for (const { reason } of lost) io.complain(`a report was not written: ${messageOf(reason)}\n`)
  return lost.length === 0
}
