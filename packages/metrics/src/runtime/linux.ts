import { readdirSync, readFileSync } from 'node:fs'

/** What Linux says of this process. Elsewhere nothing is known. */
export interface LinuxFacts {
  readonly virtualMemory?: number | undefined
  readonly dataMemory?: number | undefined
  readonly openFiles?: number | undefined
  readonly mostFiles?: number | undefined
}

/** Reads them: small files that are in no storage. */
export function linuxFacts(): LinuxFacts {
  if (process.platform !== 'linux') return {}
  const status = text('/proc/self/status')
  const most = /^Max open files\s+(\d+)/m.exec(text('/proc/self/limits'))?.[1]
  return {
    virtualMemory: bytes(status, 'VmSize'),
    dataMemory: bytes(status, 'VmData'),
    openFiles: files(),
    mostFiles: most === undefined ? undefined : Number(most),
  }
}

function bytes(status: string, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function files(): number | undefined {
  try {
    // Without the one that the list is read with.
    return readdirSync('/proc/self/fd').length - 1
  } catch {
    return undefined
  }
}
