/**
 * A text as one line in which nothing acts: control characters, line ends of all kinds, marks that turn
 * the direction of writing, lone surrogates, what XML has not, and `##[`, with which a runner of GitHub's
 * takes a command out of the middle of a line, are written as escapes.
 */
export function visible(text: string): string {
  return text.replace(acting, (found) =>
    [...found]
      .map((one) => `\\u${(one.codePointAt(0) as number).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|(?<=#)#(?=\[)/gu
