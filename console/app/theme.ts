/** Paper and ink, one accent: the tokens of the console as a Mantine theme. */
import {
  Anchor,
  Button,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  NativeSelect,
  PasswordInput,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core"

/** A deep tide blue-green, for what can be pressed and what is selected, and for nothing else. */
const tide: MantineColorsTuple = [
  "#eaf4f5",
  "#d2e7ea",
  "#a6d0d6",
  "#74b7c0",
  "#479ca8",
  "#2a8391",
  "#176c7a",
  "#0f5a68",
  "#0b4854",
  "#073640",
]
const gray: MantineColorsTuple = [
  "#faf9f6",
  "#f3f1ec",
  "#e9e6df",
  "#d9d5cc",
  "#bab5aa",
  "#8d887d",
  "#67635a",
  "#4c4841",
  "#33302b",
  "#1f1d19",
]
/** Mantine's dark neutrals: 0 is text, 2 dimmed text, 4 borders, 6 fields, 7 the page. */
const dark: MantineColorsTuple = [
  "#e8e5de",
  "#cfcbc2",
  "#aaa59a",
  "#837e74",
  "#45423c",
  "#37342f",
  "#27251f",
  "#1b1a17",
  "#151411",
  "#0f0e0c",
]

/** What went wrong, what wants care, what is done: warm as the rest, and never for anything but that. */
const red: MantineColorsTuple = [
  "#fbeeed",
  "#f6dcda",
  "#efbab6",
  "#f09a94",
  "#d96a63",
  "#c24a44",
  "#b23a35",
  "#a62a2a",
  "#8f2323",
  "#701a1a",
]
const yellow: MantineColorsTuple = [
  "#fbf3e2",
  "#f6e6c4",
  "#edcf93",
  "#e2b15c",
  "#c98f2e",
  "#a97213",
  "#855300",
  "#7a4c00",
  "#6b4300",
  "#4f3200",
]
const green: MantineColorsTuple = [
  "#edf6ef",
  "#d9ecdd",
  "#b3d9bc",
  "#86c596",
  "#57a76c",
  "#3a8650",
  "#27693a",
  "#225c33",
  "#1b4b29",
  "#12351c",
]

const heading = (size: number) => ({ fontSize: `${size / 16}rem`, lineHeight: "1.3", fontWeight: "600" })
const labelled = { styles: { label: { fontWeight: 500, marginBottom: 4 } }, inputWrapperOrder: order() }

function order(): ("label" | "input" | "description" | "error")[] {
  return ["label", "input", "description", "error"]
}

export const theme = createTheme({
  colors: { tide, gray, dark, red, yellow, green },
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  white: "#ffffff",
  black: "#1f1d19",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "0.9375rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.4" },
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: {
    fontWeight: "600",
    sizes: { h1: heading(22), h2: heading(18), h3: heading(15), h4: heading(14), h5: heading(14), h6: heading(14) },
  },
  shadows: { md: "0 8px 28px rgb(31 29 25 / 14%)" },
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: "hover" } }),
    Button: Button.extend({ defaultProps: { size: "sm" }, styles: { label: { fontWeight: 550 } } }),
    TextInput: TextInput.extend({ defaultProps: labelled }),
    PasswordInput: PasswordInput.extend({ defaultProps: labelled }),
    Textarea: Textarea.extend({ defaultProps: { ...labelled, autosize: true, minRows: 3 } }),
    NativeSelect: NativeSelect.extend({ defaultProps: labelled }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 120 } } }),
    Modal: Modal.extend({ defaultProps: { shadow: "md", centered: true, transitionProps: { duration: 120 } } }),
    Drawer: Drawer.extend({ defaultProps: { position: "right", shadow: "md", transitionProps: { duration: 120 } } }),
  },
})
