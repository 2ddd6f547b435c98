/**
 * A text as one line in which nothing acts: control characters, line ends of all kinds, marks that turn
 * the direction of writing and lone surrogates are written as escapes.
 */
export function visible(text: string): string {
  return text.replace(acting, (found) =>
    [...found]
      .map((one) => `\\u${(one.codePointAt(0) as number).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
