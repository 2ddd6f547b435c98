import type { GuardRequest } from './guard.ts'
import type { RequestEnd } from './observer.ts'

/** What is known of a decision when its request ends; undefined of one that let it in and left no record. */
export type DecisionNote = Pick<RequestEnd, 'denied' | 'recorded'> | undefined

const key: unique symbol = Symbol.for('@sallyport/decision') as never
const shared = globalThis as { [key]?: WeakMap<GuardRequest, object> }
shared[key] ??= new WeakMap()

/** From the decider, which knows, to the watcher, which sees the end: one for all copies of this module. */
const notes = shared[key] as WeakMap<GuardRequest, NonNullable<DecisionNote>>

/** Notes how a request was decided: the last time counts. */
export function noteDecision(request: GuardRequest, note: DecisionNote): void {
  if (note === undefined) notes.delete(request)
  else notes.set(request, note)
}

/** How it was decided; undefined where nobody noted that. */
export const decisionNote = (request: GuardRequest): DecisionNote => notes.get(request)
