import type { Clock } from '@sallyport/core'

/**
 * A clock that never runs backwards: set back, it stands still until it has caught up. What has
 * expired once has expired for as long as the process runs. A reading that is no time is passed over.
 *
 * @throws TypeError when the first reading is no time: nothing could expire by it.
 */
export function neverBack(clock: Clock): Clock {
  // A field of an object is written in place; a captured variable would be a new number each time.
  const known = { latest: clock() }
  if (!Number.isFinite(known.latest)) {
    throw new TypeError(`api-keys: "clock" must give milliseconds`)
  }
  return () => {
    const now = clock()
    if (now > known.latest && now !== Number.POSITIVE_INFINITY) known.latest = now
    return known.latest
  }
}
