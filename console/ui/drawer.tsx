/** What is opened from a list: it has an address of its own, and closing it leads back to the list as it was. */
import { Drawer } from "@mantine/core"
import { useNavigate, useParams } from "@tanstack/react-router"
import { type ReactNode, useEffect, useState } from "react"
import { useWords } from "../app/words.tsx"
import { useTitle } from "./title.ts"

export function DetailDrawer({
  title,
  wide = false,
  children,
  ...back
}: {
  title: string
  wide?: boolean
  children: ReactNode
} & ({ list: string } | { close: () => void })) {
  const t = useWords()
  const toList = useCloseTo("list" in back ? back.list : "")
  const close = "close" in back ? back.close : toList
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
      size={wide ? 920 : 620}
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
