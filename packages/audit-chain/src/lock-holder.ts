import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Who holds a lock, as the lock's file says it. */
export interface Holder {
  /** Nobody else has it; names what belongs to this lock. */
  readonly token: string
  readonly host: string
  readonly pid: number
  /** Since when, ISO 8601. */
  readonly since: string
  /** Whether it listens for as long as it lives. */
  readonly listens: boolean
  /** When the process began, in the kernel's ticks; pids are given out again. */
  readonly started?: string
  /** Which boot of its host. */
  readonly boot?: string
  /** In which of the host's spaces the pid counts. */
  readonly pids?: string
}

/** What is to be known of this process, apart from the lock. */
export type Self = Omit<Holder, 'token' | 'since' | 'listens'>

/** This process; what only Linux tells is missing elsewhere. */
export async function self(): Promise<Self> {
  const [started, boot, pids] = await Promise.all([
    startOf(process.pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(none),
    readlink('/proc/self/ns/pid').catch(none),
  ])
  return {
    host: hostname(),
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
    ...(boot === undefined ? {} : { boot: boot.trim() }),
    ...(pids === undefined ? {} : { pids }),
  }
}

/** When a process began; none where that is not told, or there is none. */
export async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(none)
  // proc(5): field 22. The second, a name, may have spaces and brackets in it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

const none = (): undefined => undefined

const token = /^[\w-]{22}$/

/** Reads a lock's file; none if it is not one. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const read: Partial<Record<keyof Holder, unknown>> | null = JSON.parse(text)
    return read !== null && isHolder(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isHolder(read: Partial<Record<keyof Holder, unknown>>): read is Holder {
  const { started = '', boot = '', pids = '' } = read
  const strings = [read.host, read.since, started, boot, pids]
  return (
    // It becomes part of a path.
    typeof read.token === 'string' &&
    token.test(read.token) &&
    // Signals to 0 and below are for groups of processes.
    Number.isSafeInteger(read.pid) &&
    Number(read.pid) > 0 &&
    typeof read.listens === 'boolean' &&
    strings.every((value) => typeof value === 'string')
  )
}
