import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Whether the process is gone, by itself or not. */
export function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

/** Asks the process to end with `signal`, kills it if it has not in time, and waits until it is gone. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<void> {
  if (hasEnded(child)) return
  const gone = once(child, 'exit')
  child.ref()
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await gone
  clearTimeout(timer)
}
