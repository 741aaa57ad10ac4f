/** One program around an official Nacos client: it does what a line on its input says. */
package dev.pharos.client.driver;
