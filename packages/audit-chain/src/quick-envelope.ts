import type { Json } from '@sallyport/core'
import { contextFields, mostTargets, outcomes } from './entry.ts'
import { context, parties, party, type Read, room, text, wrong } from './envelope.ts'
import type { NamePlan } from './name-plan.ts'
import type { Reading } from './normalise.ts'
import { joined, type Members, written, writtenMembers } from './write-value.ts'

/** A part of the envelope that is not all that stood in its place, or of which there is more to say. */
export interface Odd {
  readonly read: Read
  /** The canonical text of what stood there. */
  readonly whole: string | undefined
  /** A `ctx` with a method or a route. */
  readonly isRequest?: boolean
}

/** Reads a part. What is as it should be is written at once; what is not is read by the careful rules. */
export type PartReader = (value: unknown, reading: Reading) => string | undefined | Odd

/** A text of at most so many bytes. */
export const textPart =
  (most: number): PartReader =>
  (value, reading) => {
    const whole = written(value, reading)
    if (whole !== undefined && typeof value === 'string' && fits(whole.length, most, reading)) {
      return whole
    }
    return { read: text(parsed(whole), most, reading.lost), whole }
  }

/** One of the outcomes. */
export const outcomePart: PartReader = (value, reading) => {
  const whole = written(value, reading)
  for (const one of outcomes) if (one === value) return one
  const given: unknown = parsed(whole)
  return { read: outcomes.find((one) => one === given) ?? wrong, whole }
}

/** Who acts. */
export const partyPart: PartReader = (value, reading) => {
  const members = writtenMembers(value, reading)
  const whole = members === undefined ? written(value, reading) : joined(members)
  if (members !== undefined && isParty(members, reading)) return whole
  return { read: party(parsed(whole), reading.lost), whole }
}

/** Where it happened. */
export const contextPart: PartReader = (value, reading) => {
  const members = writtenMembers(value, reading)
  const whole = members === undefined ? written(value, reading) : joined(members)
  if (members !== undefined && isContext(members)) {
    return { read: whole, whole, isRequest: (members.bare & marksOf(members.plan)) !== 0 }
  }
  const read = context(parsed(whole), reading.lost)
  // In canonical text a quote within a value is escaped, so that this is a key.
  return { read, whole, isRequest: read != null && /"(?:method|route)":/.test(read) }
}

/** Those acted upon. */
export const partiesPart: PartReader = (value, reading) => {
  const whole = written(value, reading)
  if (whole !== undefined && isParties.test(whole)) return whole
  return { read: parties(parsed(whole), reading.lost), whole }
}

const parsed = (whole: string | undefined): Json | undefined =>
  whole === undefined ? undefined : JSON.parse(whole)

// A unit of UTF-16 has three bytes of UTF-8 at most.
const fits = (length: number, most: number, { isAscii }: Reading): boolean =>
  (isAscii ? length : length * 3) <= most

function isParty({ plan, texts, bare, cut }: Members, reading: Reading): boolean {
  if (plan.names.length !== 2 || bare !== 3 || cut !== undefined) return false
  const [first, second] = plan.names
  const isInOrder = first === 'id' && second === 'kind'
  if (!isInOrder && !(first === 'kind' && second === 'id')) return false
  const [id = '', kind = ''] = isInOrder ? texts : [texts[1], texts[0]]
  return fits(id.length + 2, room.id, reading) && fits(kind.length + 2, room.kind, reading)
}

// A text that is bare is shorter than any of these may be.
function isContext({ plan, texts, bare, cut }: Members): boolean {
  if (cut !== undefined || bare === 0 || marksOf(plan) === -1) return false
  for (let at = 0; at < texts.length; at++) {
    if (((bare >> at) & 1) === 0 && texts[at] !== undefined) return false
  }
  return true
}

/** For the names of a `ctx` a bit for each that only requests have; -1 for others. */
function marksOf(plan: NamePlan): number {
  let marks = known.get(plan)
  if (marks === undefined) {
    const isContext = plan.names.every((name) => contextFields.includes(name as never))
    marks = isContext ? plan.names.reduce((all, name, at) => all | mark(name, at), 0) : -1
    known.set(plan, marks)
  }
  return marks
}

const known = new WeakMap<NamePlan, number>()
const mark = (name: string, at: number): number =>
  name === 'method' || name === 'route' ? 1 << at : 0

const ascii = (most: number): string => `"[ !#-\\[\\]-~]{0,${most - 2}}"`
const isParties = new RegExp(
  `^\\[(?:\\{"id":${ascii(room.id)},"kind":${ascii(room.kind)}\\},?){1,${mostTargets}}\\]$`,
)
