import { execFile } from 'node:child_process'

/** How a command ended and what it printed: its result, and all it said on either stream. */
export interface Ended {
  readonly ok: boolean
  readonly stdout: string
  readonly output: string
}

/** Runs a command in a folder to its end. Never rejects: a missing command is a failure as well. */
export function run(folder: string, command: string, ...given: string[]): Promise<Ended> {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined }
  return new Promise((resolve) => {
    execFile(command, given, { cwd: folder, env, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      resolve({ ok: error === null, stdout, output: output || (error?.message ?? '') })
    })
  })
}

/** Runs pnpm: the one that runs this, or else the one that npx finds. */
export async function pnpm(folder: string, ...given: string[]): Promise<Ended> {
  // Nothing here may install into the workspace on its way.
  const all = ['--config.verify-deps-before-run=false', ...given]
  const ended = await run(folder, 'pnpm', ...all)
  return ended.output.includes('ENOENT') ? run(folder, 'npx', '-y', 'pnpm@12', ...all) : ended
}

/** Works on the items a few at a time; the results keep their order. */
export async function inTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
