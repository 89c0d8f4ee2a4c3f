/** What is opened from a list: it has an address of its own, and closing it leads back to the list as it was. */
import { Drawer } from "@mantine/core"
import { useNavigate, useParams } from "@tanstack/react-router"
import { type ReactNode, useEffect, useState } from "react"
import { useWords } from "../app/words.tsx"
import { useTitle } from "./title.ts"

export function DetailDrawer({ title, list, children }: { title: string; list: string; children: ReactNode }) {
  const t = useWords()
  const close = useCloseTo(list)
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // Once the drawer is gone and no longer holds the focus.
      setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus())
    },
    [opener],
  )
  useTitle(title, true)
  return (
    <Drawer
      opened
      onClose={close}
      title={title}
      size={620}
      closeButtonProps={{ "aria-label": t("close") }}
      className="detail-drawer"
    >
      {children}
    </Drawer>
  )
}

/** Back to the list, with its filters. */
export function useCloseTo(list: string): () => void {
  const navigate = useNavigate()
  return () => void navigate({ to: list, search: true } as never)
}

/** The id that stands in the address of what is opened. */
export const useOpenedId = (): string => useParams({ strict: false, select: (params) => (params as { id: string }).id })
