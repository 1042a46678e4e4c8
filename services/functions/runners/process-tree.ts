import { readFileSync } from 'node:fs'

const pageBytes = 4_096

export type TreeUse = { readonly bytes: number; readonly processes: number }

/** Resident memory of a process and of all that came of it. Linux; elsewhere, and once it is gone, nothing. */
export function treeUse(pid: number): TreeUse {
  const [bytes, children] = [residentOf(pid), childrenOf(pid)]
  if (bytes === undefined) return { bytes: 0, processes: 0 }
  return children
    .map(treeUse)
    .reduce((all, one) => ({ bytes: all.bytes + one.bytes, processes: all.processes + one.processes }), {
      bytes,
      processes: 1,
    })
}

function residentOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes
  } catch {
    return undefined
  }
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}
