package dev.pharos.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.golden.json.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContrastTest {
    @Test
    void namesEachPlace() {
        assertThat(
                        between(
                                "{'a':1,'hosts':[{'ip':'x','port':1}],'gone':null}",
                                "{'new':[],'hosts':[{'port':2,'ip':'x'},true],'a':1.0}"))
                .containsExactly(
                        "/hosts/0/port: expected 1, got 2",
                        "/hosts/1: expected nothing, got true",
                        "/gone: expected null, got nothing",
                        "/new: expected nothing, got []");
    }

    @Test
    void equalValuesHaveNone() {
        assertThat(between("{'a':[1,{}],'b':'x'}", "{'b':'x','a':[1.00,{}]}")).isEmpty();
    }

    private static List<String> between(String expected, String got) {
        return Contrast.between(
                JsonReader.members(expected.replace('\'', '"')),
                JsonReader.members(got.replace('\'', '"')));
    }
}
