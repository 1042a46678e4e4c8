import { useId } from 'react'

/** How far a long work is. `done` of `all`; the words say the same. */
export function Progress({ label, done, all, said }: { label: string; done: number; all: number; said: string }) {
  const id = useId()
  const share = all === 0 ? 1 : done / all
  return (
    <div className="grid gap-1">
      <div className="flex justify-between gap-3 text-sm">
        <span id={id}>{label}</span>
        <span className="text-muted">{said}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
        aria-valuetext={said}
        className="bg-sunken border-edge h-3 overflow-hidden rounded-full border"
      >
        <div className="bg-accent h-full transition-[width]" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
