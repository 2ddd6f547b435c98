const sector = 512

/**
 * Whether a line has lost pieces as a power cut takes them: whole sectors of what was not durable read as
 * zeros. A zero in the middle of one is somebody's work, or a flipped bit.
 *
 * @param offset - Where the line begins in its file.
 */
export function hasHole(line: Uint8Array, offset: number): boolean {
  for (let from = line.indexOf(0); from >= 0; ) {
    let to = from
    while (line[to] === 0) to++
    const isBegun = from === 0 || (offset + from) % sector === 0
    const isEnded = to === line.length || (offset + to) % sector === 0
    if (isBegun && isEnded) return true
    from = line.indexOf(0, to)
  }
  return false
}
