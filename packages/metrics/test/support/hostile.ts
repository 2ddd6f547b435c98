/** Values of labels that would be something else wherever they are not held to be text. */
export const hostile: readonly string[] = [
  'x:1|c\nmira.health:0|g',
  'x|#admin:true',
  '|@0.00001',
  'a,role:root',
  'a:b:c',
  '\r\nhealth:0|g\r\n',
  '#',
  '{}"\\',
  '\u2028\u2029\u0000\u001b[2J',
  '../../..',
  ';drop=1',
  '   ',
  '-5',
  '+5|g',
  'é😀\ud800',
  'x'.repeat(200),
]
