const words: ReadonlyMap<string, boolean> = new Map([
  ...bothCases(['true', '1', 'yes', 'on'], true),
  ...bothCases(['false', '0', 'no', 'off'], false),
])

function bothCases(texts: readonly string[], value: boolean): [string, boolean][] {
  return texts.flatMap((text): [string, boolean][] => [
    [text, value],
    [text.toUpperCase(), value],
  ])
}

/** Yes or no in one of the words for it, all small or all capital; never by being there. */
export function readBoolean(text: string): boolean | undefined {
  return words.get(text)
}
