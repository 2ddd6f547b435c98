import { constants, statSync } from 'node:fs'
import { copyFile, type FileHandle, link, open, readFile, realpath, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Random, systemClock, systemRandom } from '@sallyport/core'
import { AuditLogError } from './audit-log-error.ts'
import { unlessMissing } from './disk-files.ts'
import { layout } from './layout.ts'
import { type Holder, parseHolder, type Self, self } from './lock-holder.ts'
import { lifeOf, type ProofOfLife, proveLife } from './proof-of-life.ts'

/** The right to write a log. */
export interface Lock {
  readonly holder: Holder
  /** Whether nobody has taken it away, by hand or otherwise. One `stat`: cheap enough for each batch. */
  stillMine(): boolean
  /** Gives it up, if it is still one's own. Again does nothing. */
  release(): Promise<void>
}

/** Time and chance. */
export interface LockOptions {
  readonly clock?: Clock
  readonly random?: Random
}

/**
 * Takes the lock of a log's directory, which must be there. One process has it at a time, and a dead one's
 * is taken over; what is alive, or cannot be seen from here, rejects with `busy`.
 */
export async function takeLock(
  directory: string,
  { clock = systemClock, random = systemRandom }: LockOptions = {},
): Promise<Lock> {
  const place = await realpath(directory)
  const me = await self()
  const token = Buffer.from(random(16)).toString('base64url')
  // Before the lock is to be seen: whoever sees it must be able to ask whether we live.
  const life = await proveLife(place, lifeName(token))
  const since = new Date(clock()).toISOString()
  const holder: Holder = { token, ...me, since, listens: life !== undefined }
  const written = join(place, `${layout.lock}.${token}.new`)
  try {
    await write(written, holder)
    await claim({ place, me, written }, layout.lock)
    return await held(place, holder, life)
  } catch (error) {
    await life?.close()
    throw error
  } finally {
    await unlink(written).catch(unlessMissing)
  }
}

interface Claimant {
  readonly place: string
  readonly me: Self
  /** A file that says who claims; a lock is a link to it, so that none is ever half written. */
  readonly written: string
}

const lifeName = (token: string): string => `${layout.lock}.${token}`

async function write(path: string, holder: Holder): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(holder)}\n`)
    // A power cut must not leave a lock that does not say whose it is.
    await file.datasync()
  } finally {
    await file.close()
  }
}

// Each time round somebody has released a lock, or cleared a dead one, meanwhile.
const mostRounds = 100

async function claim(claimant: Claimant, name: string): Promise<void> {
  const path = join(claimant.place, name)
  for (let round = 0; round < mostRounds; round++) {
    if (await linked(claimant.written, path)) return
    const text = await readFile(path, 'utf8').catch(unlessMissing)
    if (text === undefined) continue
    const holder = parseHolder(text)
    const life =
      holder && (await lifeOf(holder, claimant.place, lifeName(holder.token), claimant.me))
    if (!holder || life !== 'dead') throw busy(claimant, path, holder, life === 'alive')
    await clear(claimant, name, holder)
  }
  throw new AuditLogError('busy', `${path} changes hands all the time; try again`)
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error) => {
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code)) throw error
      // A file system without links.
      return copyFile(from, to, constants.COPYFILE_EXCL)
    })
    return true
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes a dead one's lock. Two may find it dead, and the slower must not remove what the faster has put
 * in its place: so removing it needs a lock of its own, named by the dead one's token, and another look.
 */
async function clear(claimant: Claimant, name: string, dead: Holder): Promise<void> {
  const [path, right] = [join(claimant.place, name), `${layout.lock}.${dead.token}.over`]
  await claim(claimant, right)
  const text = await readFile(path, 'utf8').catch(unlessMissing)
  if (text !== undefined && parseHolder(text)?.token === dead.token) {
    for (const left of [lifeName(dead.token), `${lifeName(dead.token)}.new`]) {
      await unlink(join(claimant.place, left)).catch(unlessMissing)
    }
    await unlink(path).catch(unlessMissing)
  }
  await unlink(join(claimant.place, right)).catch(unlessMissing)
}

function busy(
  { place, me }: Claimant,
  path: string,
  holder: Holder | undefined,
  alive: boolean,
): AuditLogError {
  const remedy = `if nobody writes this log any more, remove ${path}`
  if (!holder) return new AuditLogError('busy', `${path} does not say whose it is; ${remedy}`)
  const who = `process ${holder.pid} on ${holder.host} since ${holder.since}`
  if (alive) {
    return new AuditLogError('busy', `${place} is written by ${who}; close the log there first`)
  }
  const message = `${place} is locked by ${who}, and ${me.host} cannot see whether it lives; ${remedy}`
  return new AuditLogError('busy', message)
}

async function held(place: string, holder: Holder, life: ProofOfLife | undefined): Promise<Lock> {
  const path = join(place, layout.lock)
  // Kept open: as long as it is, no other file has its number.
  const file: FileHandle = await open(path)
  const { ino } = await file.stat({ bigint: true })
  const stillMine = (): boolean =>
    statSync(path, { bigint: true, throwIfNoEntry: false })?.ino === ino
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    // First the file: while it is there, whoever asks must be told that we live.
    if (stillMine()) await unlink(path).catch(unlessMissing)
    await file.close()
    await life?.close()
  }
  return {
    holder,
    stillMine,
    release: () => {
      released ??= release()
      return released
    },
  }
}
