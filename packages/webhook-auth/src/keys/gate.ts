/** Whether one more fetch is within the bound: asked for each, and counted. */
export type Gate = (now: number) => boolean

const minute = 60_000

/** At most so many in any minute. */
export function gateOf(perMinute: number): Gate {
  const times: number[] = []
  return (now) => {
    while (times.length > 0 && now - (times[0] as number) >= minute) times.shift()
    if (times.length >= perMinute) return false
    times.push(now)
    return true
  }
}

/** What is said where there may be no more. */
export const tooMany = (perMinute: number): Error =>
  new Error(`webhook-auth: keys were fetched ${perMinute} times within a minute, and are not again`)
