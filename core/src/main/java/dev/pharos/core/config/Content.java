package dev.pharos.core.config;

/**
 * What a configuration says, and how to read it.
 *
 * @param text as published, byte for byte in UTF-8; cipher text when a key is given
 * @param md5 of those bytes, in lower-case hex: what clients compare
 * @param type text, json, xml, yaml, html, properties, toml
 * @param encryptedKey the sealed key of cipher text; empty for plain text
 */
public record Content(String text, String md5, String type, String encryptedKey) {}
