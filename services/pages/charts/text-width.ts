/**
 * Widths of the letters of Verdana at 11 px, which badges are set in, in hundredths of a pixel: from the space to `~`, and
 * of Latin letters with marks from U+00C0 to U+00FF. Widths are facts of the font, as a browser measures them.
 */
const ascii = widthsOf(`
  387 433 505 900 699 1184 799 295 500 500 699 900 400 500 400 500 699 699 699 699 699 699 699 699 699 699 500 500 900 900
  900 600 1100 752 754 768 848 696 632 853 827 463 500 762 612 927 823 866 663 866 765 752 678 805 752 1088 754 677 754 500
  500 500 900 699 699 661 685 573 685 655 387 685 696 302 379 651 302 1070 696 668 685 685 469 573 433 696 651 900 651 651
  578 698 500 698 900`)
const latin = widthsOf(`
  752 752 752 752 752 752 1083 768 696 696 696 696 463 463 463 463 853 823 866 866 866 866 866 900 866 805 805 805 805 677
  666 682 661 661 661 661 661 661 1051 573 655 655 655 655 302 302 302 302 673 696 668 668 668 668 668 900 668 696 696 696
  696 651 685 651`)
const noBreakSpace = 387
/** Letters of other scripts, and signs: as wide as a letter can be. */
const widest = 1_100

/** Of a line of text, in pixels. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text.normalize('NFC')) width += widthOf(letter.codePointAt(0) ?? 0)
  return width / 100
}

function widthOf(code: number): number {
  if (code === 0xa0 || code === 0x202f) return noBreakSpace
  if (code === 0x2019) return ascii[7] ?? widest
  return ascii[code - 0x20] ?? latin[code - 0xc0] ?? widest
}

function widthsOf(numbers: string): readonly number[] {
  return numbers.trim().split(/\s+/).map(Number)
}
