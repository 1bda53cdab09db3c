// How wide a text will be.

const fonts = {
  name: "600 13px system-ui, sans-serif",
  note: "11px system-ui, sans-serif",
  label: "600 11px system-ui, sans-serif",
};

const context = document.createElement("canvas").getContext("2d")!;

export function measure(text: string, font: keyof typeof fonts): number {
  context.font = fonts[font];
  return Math.ceil(context.measureText(text).width);
}
