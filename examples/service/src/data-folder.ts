import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { newSigningKey } from '@sallyport/audit-chain'
import { type Secret, secret, systemRandom } from '@sallyport/core'
import type { Settings } from './settings.ts'
import { badConfiguration, StartError } from './start-error.ts'

/** Where in the data folder things are. */
export interface DataPlaces {
  readonly keysFile: string
  readonly auditDir: string
  /** Two lines: what signs the log, and the verifier key for who verifies it elsewhere. */
  readonly signingKeyFile: string
}

/** What the service keeps on this machine. */
export interface DataFolder extends Pick<Partial<DataPlaces>, 'keysFile' | 'auditDir'> {
  /** For the audit log; none is needed for one in memory. */
  readonly signingKeys: readonly Secret[]
}

/** Undefined keeps everything in memory. */
export function placesIn(dataDir: string | undefined): DataPlaces | undefined {
  if (dataDir === undefined) return undefined
  const folder = resolve(dataDir)
  return {
    keysFile: join(folder, 'keys.db'),
    auditDir: join(folder, 'audit'),
    signingKeyFile: join(folder, 'audit.key'),
  }
}

/** Makes the data folder where it is missing, and the key of its audit log where nobody has set one. */
export function openDataFolder({ dataDir, auditOrigin, auditSigningKeys }: Settings): DataFolder {
  const places = placesIn(dataDir)
  if (dataDir === undefined || places === undefined) return { signingKeys: auditSigningKeys }
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK)
    const isSet = auditSigningKeys.length > 0
    const signingKeys = isSet ? auditSigningKeys : [keptKey(places, auditOrigin)]
    return { keysFile: places.keysFile, auditDir: places.auditDir, signingKeys }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    const remedy = 'let this process write there, or set DATA_DIR'
    throw new StartError(`the data folder cannot be used: ${error.message}; ${remedy}`, {
      exitCode: badConfiguration,
      cause: error,
    })
  }
}

function keptKey({ auditDir, signingKeyFile: file }: DataPlaces, origin: string): Secret {
  // Asked first: whoever begins a log at the same time has made its key before.
  const hasLog = existsSync(auditDir)
  const kept = readKey(file)
  if (kept !== undefined) return kept
  if (hasLog) {
    throw new StartError(
      `${auditDir} has a log, and ${file} is missing: bring it back, or set AUDIT_SIGNING_KEY to the key that has signed it`,
      { exitCode: badConfiguration },
    )
  }
  makeKey(file, origin)
  return readKey(file) as Secret
}

function readKey(file: string): Secret | undefined {
  if (!existsSync(file)) return undefined
  const descriptor = openSync(file, 'r')
  try {
    if ((fstatSync(descriptor).mode & 0o004) !== 0) {
      console.error(
        `${file} may be read by every user of the machine: take the rights of others off it (chmod o-r)`,
      )
    }
    const [signingKey = ''] = readFileSync(descriptor, 'utf8').split('\n')
    return secret(signingKey)
  } finally {
    closeSync(descriptor)
  }
}

/** There whole or not at all; of two who make one at the same time, both get the same. */
function makeKey(file: string, origin: string): void {
  const { signingKey, verifierKey } = newSigningKey(origin, systemRandom)
  const own = `${file}.${Buffer.from(systemRandom(8)).toString('hex')}.new`
  try {
    const [flag, mode] = ['wx', 0o600] as const
    writeFileSync(own, `${signingKey.reveal()}\n${verifierKey}\n`, { flag, mode, flush: true })
    linkSync(own, file)
    sync(resolve(file, '..'))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/** A power cut must not leave a signed log without its key. */
function sync(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
