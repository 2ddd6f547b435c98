/** So many are told, and then it is not read on. */
export const mostProblems = 100
