/** What the page is called: in the browser's tab, and at the end of the breadcrumb. */
import { useEffect, useSyncExternalStore } from "react"

/** The last is what is on top: a drawer lies over its list, whichever of them was there first. */
const titles: { title: string; isOver: boolean }[] = []
const topTitle = () => (titles.findLast(({ isOver }) => isOver) ?? titles.at(-1))?.title ?? ""
const listeners = new Set<() => void>()

const changed = () => {
  document.title = titles.length ? `${topTitle()} · Tidings` : "Tidings"
  for (const listen of listeners) listen()
}

/** @param isOver whether it is of something that lies over a page */
export function useTitle(title: string, isOver = false): void {
  useEffect(() => {
    const mine = { title, isOver }
    titles.push(mine)
    changed()
    return () => {
      titles.splice(titles.indexOf(mine), 1)
      changed()
    }
  }, [title, isOver])
}

const subscribe = (listen: () => void) => {
  listeners.add(listen)
  return () => void listeners.delete(listen)
}

export const useTopTitle = (): string => useSyncExternalStore(subscribe, topTitle)
